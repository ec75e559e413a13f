package org.requiretls.james.lab.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MailetsTest {

    private static final XmlText CONTAINER = XmlText.parse("""
            <mailetcontainer>
                <processors>
                    <processor state="relay">
                        <mailet match="All" class="RemoteDelivery">
                            <delayTime>5000</delayTime>
                        </mailet>
                    </processor>
                    <processor state="local">
                        <mailet match="All" class="RemoteDelivery"/>
                        <!-- <mailet match="All" class="Null"/> -->
                        <mailet match="All" class="LocalDelivery"/>
                    </processor>
                </processors>
            </mailetcontainer>
            """);

    @Test
    void setsAParameterOfEveryMailetOfTheClass() {
        assertThat(Mailets.withParameter(CONTAINER, "RemoteDelivery", "delayTime", "1 & 2")
                        .text())
                .isEqualTo(
                        CONTAINER.text().replace(">5000<", ">1 &amp; 2<").replace("class=\"RemoteDelivery\"/>", """
                                class="RemoteDelivery">
                                                <delayTime>1 &amp; 2</delayTime>
                                            </mailet>"""));
    }

    @Test
    void putsAFragmentBeforeEveryMailetOfTheClass() {
        String fragment = "<mailet match=\"None\" class=\"RemoteDelivery\"/>";

        XmlText changed = Mailets.withFragmentBefore(CONTAINER, "RemoteDelivery", fragment);

        assertThat(changed.elements("mailetcontainer", "processors", "processor", "mailet"))
                .extracting(mailet -> mailet.attribute("match").orElseThrow() + " "
                        + mailet.attribute("class").orElseThrow())
                .containsExactly(
                        "None RemoteDelivery",
                        "All RemoteDelivery",
                        "None RemoteDelivery",
                        "All RemoteDelivery",
                        "All LocalDelivery");
    }

    @Test
    void namesTheMailetsThatThereAreWhereTheWantedOneIsMissing() {
        assertThatThrownBy(() -> Mailets.withParameter(CONTAINER, "Null", "a", "b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("No mailet of class Null")
                .hasMessageContaining("[RemoteDelivery, LocalDelivery]");
    }
}
