package org.requiretls.james.install;

import java.io.IOException;
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
        planner.edit(JamesHome.SMTP_SERVER, SmtpServerConf::install);
        planner.edit(JamesHome.MAILET_CONTAINER, planner.mailetContainer::install);
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
        planner.restore(JamesHome.SMTP_SERVER, SmtpServerConf::remove);
        planner.restore(JamesHome.MAILET_CONTAINER, planner.mailetContainer::remove);
        Leftovers.requireNone(home, planner.changes);
        for (Path installed : BundleJar.installedIn(home)) {
            planner.changes.add(new FileChange.Delete(installed));
        }
        return planner.plan();
    }

    private void edit(String name, Function<XmlElement, ConfEdits> editing) throws InstallException, IOException {
        Path file = home.conf().resolve(name);
        byte[] before = Files.readAllBytes(file);
        ConfEdits edits = editing.apply(parse(file, before).root());
        notes.addAll(edits.notes());
        rewrite(file, before, apply(file, before, edits));
    }

    private void restore(String name, Function<XmlElement, ConfEdits> removal) throws InstallException, IOException {
        Path file = home.conf().resolve(name);
        byte[] now = Files.readAllBytes(file);
        if (removal.apply(parse(file, now).root()).edits().isEmpty()) {
            return;
        }
        Optional<byte[]> before = new Backups(home).before(name, now);
        if (before.isPresent()
                && removal.apply(parse(file, before.get()).root()).edits().isEmpty()) {
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

    private byte[] apply(Path file, byte[] before, ConfEdits edits) throws InstallException {
        byte[] after = XmlDocument.bytes(Edit.apply(parse(file, before).text(), edits.edits()));
        parse(file, after);
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
