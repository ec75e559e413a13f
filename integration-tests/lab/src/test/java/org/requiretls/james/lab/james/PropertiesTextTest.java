package org.requiretls.james.lab.james;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PropertiesTextTest {

    @Test
    void changesTheLineOfTheKeyAndNoOther() {
        assertThat(PropertiesText.with("#port=1\nport.x=2\nport = 8000\nlast=3", "port", "$1"))
                .isEqualTo("#port=1\nport.x=2\nport=$1\nlast=3");
    }

    @Test
    void addsAMissingKeyOnALineOfItsOwn() {
        assertThat(PropertiesText.with("#port=1\nlast=3", "port", "2")).isEqualTo("#port=1\nlast=3\nport=2\n");
        assertThat(PropertiesText.with("", "port", "2")).isEqualTo("port=2\n");
    }
}
