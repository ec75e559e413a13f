package org.requiretls.james.install.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class XmlDocumentTest {

    @Test
    void seesOnlyElements() throws XmlException {
        XmlElement root = read("<?xml version='1.0'?><!-- <b/> --><a><![CDATA[<b/>]]><?pi <b/> ?><b x='>'/></a>");

        assertThat(root.all("b"))
                .singleElement()
                .satisfies(b ->
                        assertThat(b.attribute("x")).map(XmlAttribute::value).contains(">"));
    }

    @Test
    void knowsTextLineAndNesting() throws XmlException {
        XmlElement root = read("<a>\n <b>\n  <c> x </c></b>\n <c>y</c></a>");

        assertThat(root.all("c").map(XmlElement::text)).containsExactly("x", "y");
        assertThat(root.all("c").map(XmlElement::line)).containsExactly(3, 4);
        assertThat(root.child("c")).map(XmlElement::text).contains("y");
    }

    @Test
    void renamesBothTags() throws XmlException {
        assertThat(edited(
                        "<a><b>x</b ></a>",
                        root -> root.child("b").orElseThrow().rename("long")))
                .isEqualTo("<a><long>x</long ></a>");
        assertThat(edited("<a><b/></a>", root -> root.child("b").orElseThrow().rename("long")))
                .isEqualTo("<a><long/></a>");
    }

    @Test
    void removesTheLineOnlyWhereNothingElseStandsThere() throws XmlException {
        assertThat(edited("<a>\n  <b/>  \n</a>", XmlDocumentTest::removeB)).isEqualTo("<a>\n</a>");
        assertThat(edited("<a>\n  <b/> <!-- why -->\n</a>", XmlDocumentTest::removeB))
                .isEqualTo("<a>\n   <!-- why -->\n</a>");
        assertThat(edited("<a><b>\n</b>\n</a>", XmlDocumentTest::removeB)).isEqualTo("<a>\n</a>");
    }

    @Test
    void insertsOnALineOfItsOwnOnlyWhereTheNextBeginsOne() throws XmlException {
        assertThat(edited("<a>\r\n\t<b/></a>", root -> insertBeforeB(root))).isEqualTo("<a>\r\n\t<n/>\r\n\t<b/></a>");
        assertThat(edited("<a><b/></a>", root -> insertBeforeB(root))).isEqualTo("<a><n/><b/></a>");
    }

    @Test
    void overlappingEditsAreRefused() {
        assertThatThrownBy(() -> Edit.apply("abc", List.of(new Edit(0, 2, "x"), new Edit(1, 3, "y"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tellsWhereAFileIsBroken() {
        assertThatThrownBy(() -> read("<a>\n<b></a>"))
                .isInstanceOf(XmlException.class)
                .hasMessageContaining("line 2");
    }

    private interface Editing {
        List<Edit> apply(XmlElement root);
    }

    private static List<Edit> removeB(XmlElement root) {
        return List.of(root.child("b").orElseThrow().remove());
    }

    private static List<Edit> insertBeforeB(XmlElement root) {
        return List.of(root.child("b").orElseThrow().insertBefore("<n/>"));
    }

    private static String edited(String text, Editing editing) throws XmlException {
        return Edit.apply(text, editing.apply(read(text)));
    }

    private static XmlElement read(String text) throws XmlException {
        return XmlDocument.of(text.getBytes(StandardCharsets.UTF_8)).root();
    }
}
