package org.requiretls.james.install;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.requiretls.james.install.xml.Edit;
import org.requiretls.james.install.xml.XmlDocument;
import org.requiretls.james.install.xml.XmlElement;
import org.requiretls.james.install.xml.XmlException;

/** Works out what is to be done to a James; reads only. */
final class Planner {

    private final JamesHome home;
    private final MailetContainerConf mailetContainer = new MailetContainerConf();
    private final List<FileChange> changes = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private Planner(JamesHome home) {
        this.home = home;
    }

    /** What brings the bundle in, or from another version to the one of the jar. Empty when it is there already. */
    static Plan install(JamesHome home, BundleJar jar) throws InstallException, IOException {
        Planner planner = new Planner(home);
        // The jar first: a configuration that names classes which are not there would keep James from starting.
        if (!jar.isSameAs(jar.targetIn(home))) {
            planner.changes.add(new FileChange.Copy(jar.file(), jar.targetIn(home)));
        }
        planner.edit(JamesHome.SMTP_SERVER, planner.xml(SmtpServerConf::install));
        planner.edit(JamesHome.MAILET_CONTAINER, planner.xml(planner.mailetContainer::install));
        planner.add(
                NameList.HEALTH_CHECKS,
                "James will watch neither DNSSEC validation nor MTA-STS policies nor TLS reports");
        planner.add(NameList.ROUTES, "WebAdmin will not tell what TLS reports say about you");
        for (Path installed : BundleJar.installedIn(home)) {
            if (!installed.equals(jar.targetIn(home))) {
                planner.changes.add(new FileChange.Delete(installed));
                planner.notes.add(home.nameOf(installed) + ": another version, it is replaced");
            }
        }
        return planner.plan();
    }

    /**
     * What takes the bundle out. Empty when it is not there.
     *
     * @throws InstallException when the configuration would go on naming our classes: James would not start
     */
    static Plan uninstall(JamesHome home) throws InstallException, IOException {
        Planner planner = new Planner(home);
        planner.restore(JamesHome.SMTP_SERVER, planner.xml(SmtpServerConf::remove));
        planner.restore(JamesHome.MAILET_CONTAINER, planner.xml(planner.mailetContainer::remove));
        for (NameList names : List.of(NameList.HEALTH_CHECKS, NameList.ROUTES)) {
            if (planner.isThere(names)) {
                planner.restore(names.fileName(), text(names::remove));
            }
        }
        Leftovers.requireNone(home, planner.changes);
        for (Path installed : BundleJar.installedIn(home)) {
            planner.changes.add(new FileChange.Delete(installed));
        }
        return planner.plan();
    }

    /** What is to be edited in a file. */
    private interface Editing {
        ConfEdits of(Path file, byte[] content) throws InstallException;
    }

    private Editing xml(Function<XmlElement, ConfEdits> editing) {
        return (file, content) -> editing.apply(parse(file, content).root());
    }

    private static Editing text(Function<String, ConfEdits> editing) {
        return (file, content) -> editing.apply(new String(content, StandardCharsets.ISO_8859_1));
    }

    private boolean isThere(NameList names) {
        return Files.isRegularFile(home.conf().resolve(names.fileName()));
    }

    /** To a file that James does not need, and that may be missing. */
    private void add(NameList names, String consequence) throws InstallException, IOException {
        if (isThere(names)) {
            edit(names.fileName(), text(names::install));
        } else {
            notes.add("conf/" + names.fileName() + " is missing, so " + consequence + "; make it with the line "
                    + names.line());
        }
    }

    private void edit(String name, Editing editing) throws InstallException, IOException {
        Path file = home.conf().resolve(name);
        byte[] before = Files.readAllBytes(file);
        ConfEdits edits = editing.of(file, before);
        notes.addAll(edits.notes());
        rewrite(file, before, apply(file, before, editing, edits));
    }

    private void restore(String name, Editing removal) throws InstallException, IOException {
        Path file = home.conf().resolve(name);
        byte[] now = Files.readAllBytes(file);
        if (removal.of(file, now).edits().isEmpty()) {
            return;
        }
        Optional<byte[]> before = new Backups(home).before(name, now);
        if (before.isPresent() && removal.of(file, before.get()).edits().isEmpty()) {
            rewrite(file, now, before.get());
        } else {
            notes.add(home.nameOf(file) + ": was edited since the bundle came in, so only what is ours is taken back;"
                    + " the file of before is in " + home.backups());
            edit(name, removal);
        }
    }

    private void rewrite(Path file, byte[] before, byte[] after) {
        FileChange.Rewrite rewrite = new FileChange.Rewrite(file, before, after);
        if (!rewrite.changesNothing()) {
            changes.add(rewrite);
        }
    }

    private static byte[] apply(Path file, byte[] before, Editing editing, ConfEdits edits) throws InstallException {
        String text = new String(before, StandardCharsets.ISO_8859_1);
        byte[] after = Edit.apply(text, edits.edits()).getBytes(StandardCharsets.ISO_8859_1);
        // Has to be readable still.
        editing.of(file, after);
        return after;
    }

    private XmlDocument parse(Path file, byte[] bytes) throws InstallException {
        try {
            return XmlDocument.of(bytes);
        } catch (XmlException e) {
            throw new InstallException(
                    home.nameOf(file) + " cannot be edited, nothing was changed: " + e.getMessage(), e);
        }
    }

    private Plan plan() {
        return new Plan(home, changes, notes);
    }
}
