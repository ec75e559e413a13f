package org.requiretls.james.install;

import java.util.ArrayList;
import java.util.List;
import org.requiretls.james.install.xml.Edit;
import org.requiretls.james.install.xml.XmlElement;

/** The edits of one file, and what the administrator should know about them. Filled by one thread. */
final class ConfEdits {

    private final String fileName;
    private final List<Edit> edits = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    ConfEdits(String fileName) {
        this.fileName = fileName;
    }

    void add(Edit edit) {
        edits.add(edit);
    }

    void addAll(List<Edit> more) {
        edits.addAll(more);
    }

    /** Says something about an element; the message begins with the file and the line. */
    void note(XmlElement element, String message) {
        notes.add(fileName + ":" + element.line() + ": " + message);
    }

    List<Edit> edits() {
        return List.copyOf(edits);
    }

    List<String> notes() {
        return List.copyOf(notes);
    }
}
