/**
 * Edits an XML file by positions, so that every byte that is not part of an edit stays as it was.
 *
 * <p>A configuration file is written by people: its comments, its order and its white space mean something to them. To
 * read it into a tree and write the tree out again would lose that. So the file is read twice: a parser of the JDK says
 * whether it is well-formed, then a scanner notes where each element, attribute and tag begins and ends. An
 * {@link org.requiretls.james.install.xml.Edit} replaces one such stretch of the text by another.
 *
 * <p>What stands in a comment is not seen at all: a mailet that was commented out is no mailet.
 *
 * <p>Positions count bytes. The text is therefore taken as ISO 8859-1, where one byte is one character, whatever the
 * encoding of the file; that holds for UTF-8 and every other encoding that writes ASCII as ASCII, and all our edits
 * are ASCII. UTF-16 is refused.
 */
package org.requiretls.james.install.xml;
