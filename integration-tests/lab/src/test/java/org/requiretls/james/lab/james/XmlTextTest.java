package org.requiretls.james.lab.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XmlTextTest {

    private static final String DOCUMENT = """
            <?xml version="1.0"?>
            <!-- <bind>commented out</bind> -->
            <servers>
                <server match = 'All'   class="Some.Class" >
                    <bind>0.0.0.0:25</bind> <!-- > < kept -->
                    <empty/>
                    <![CDATA[<bind>not an element</bind>]]>
                </server>
                <server class="Other"><bind>x</bind></server>
            </servers>
            """;

    private final XmlText xml = XmlText.parse(DOCUMENT);

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void changesTheTextOfOneElementAndNothingElse(String lineEnd) {
        String document = DOCUMENT.replace("\n", lineEnd);

        XmlText changed = XmlText.parse(document)
                .elements("servers", "server", "bind")
                .get(0)
                .withText("a<b&c");

        assertThat(changed.text()).isEqualTo(document.replace("0.0.0.0:25", "a&lt;b&amp;c"));
    }

    @Test
    void refusesLineEndsThatTheParserDoesNotCount() {
        assertThatThrownBy(() -> XmlText.parse(DOCUMENT.replace("\n", "\r")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("LF or CRLF");
    }

    @Test
    void changesAnAttributeInWhateverQuotesItIs() {
        XmlElement server = xml.elements("servers", "server").get(0);

        assertThat(server.withAttribute("match", "None").text())
                .isEqualTo(DOCUMENT.replace("match = 'All'", "match = 'None'"));
        assertThat(server.withAttribute("class", "$1\\").text()).isEqualTo(DOCUMENT.replace("Some.Class", "$1\\"));
    }

    @Test
    void refusesToChangeAnAttributeThatIsNotThere() {
        assertThatThrownBy(() -> xml.elements("servers", "server").get(1).withAttribute("match", "None"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("No attribute match on servers/server");
    }

    @Test
    void opensAnEmptyElementForItsContent() {
        XmlElement empty = xml.element("servers", "server", "empty");

        assertThat(empty.withText("x").text()).isEqualTo(DOCUMENT.replace("<empty/>", "<empty>x</empty>"));
        assertThat(empty.withChild("<a/>").text())
                .isEqualTo(DOCUMENT.replace("<empty/>", "<empty>\n            <a/>\n        </empty>"));
    }

    @Test
    void addsAChildBehindTheOthersAndAFragmentBeforeAnElement() {
        assertThat(xml.element("servers").withChild("<last/>").text())
                .isEqualTo(DOCUMENT.replace("\n</servers>", "\n    <last/>\n</servers>"));
        assertThat(xml.elements("servers", "server")
                        .get(1)
                        .precededBy("<server/>")
                        .text())
                .isEqualTo(DOCUMENT.replace("<server class=\"Other\">", "<server/>\n    <server class=\"Other\">"));
    }

    @Test
    void knowsTheChildrenOfAnElementOnly() {
        assertThat(xml.elements("servers", "server").get(1).children("bind"))
                .extracting(XmlElement::content)
                .containsExactly("x");
        assertThat(xml.element("servers").children("bind")).isEmpty();
    }

    @Test
    void wantsOneElementWhereOneIsAskedFor() {
        assertThatThrownBy(() -> xml.element("servers", "server"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 elements servers/server");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<a>", "<a></b>", "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><a>&x;</a>"})
    void refusesWhatIsNotPlainWellFormedXml(String text) {
        assertThatThrownBy(() -> XmlText.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
