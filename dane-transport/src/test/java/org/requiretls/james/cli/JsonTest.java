package org.requiretls.james.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written reads back as the same with another JSON library. */
class JsonTest {

    private static Object readBack(Object value) throws Exception {
        byte[] wire = Json.write(value).getBytes(StandardCharsets.UTF_8);
        return new ObjectMapper().readValue(wire, Object.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "\"quoted\" and \\ reversed",
                "\r\n\t\b\f\u0000\u001f",
                "\u007f\u0080\u2028\u2029",
                "ü … 漢",
                "\ud83d\udce7",
                "</script>"
            })
    void strings(String text) throws Exception {
        assertThat(readBack(text)).isEqualTo(text);
    }

    @Test
    void everyCharacterOfThePlane() throws Exception {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < Character.MAX_VALUE; c++) {
            all.append(c);
        }

        assertThat(readBack(all.toString())).isEqualTo(all.toString());
    }

    @Test
    void nestedValues() throws Exception {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("nothing", null);
        value.put("yes", true);
        value.put("number", -42);
        value.put("none", List.of());
        value.put("empty", Map.of());
        value.put("list", Arrays.asList("a", null, List.of(1, 2), Map.of("k", "v")));

        assertThat(readBack(value)).isEqualTo(value);
    }

    @Test
    void isIndentedForPeople() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("a", List.of(1, 2));
        value.put("b", List.of());

        assertThat(Json.write(value)).isEqualTo("{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": []\n}");
    }

    @Test
    void anythingElseIsRefused() {
        assertThatThrownBy(() -> Json.write(List.of(1.5))).isInstanceOf(IllegalArgumentException.class);
    }
}
