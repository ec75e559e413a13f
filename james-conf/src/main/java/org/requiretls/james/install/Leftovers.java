package org.requiretls.james.install;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Uses of our classes that an administrator wrote, and that therefore only an administrator can take out. */
final class Leftovers {

    private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
    private static final Pattern COMMENT_LINE = Pattern.compile("(?m)^\\s*#.*$");

    private static final Pattern OURS = Pattern.compile(Pattern.quote(BundleNames.PACKAGE_PREFIX) + "[\\w.$]+");

    private Leftovers() {}

    /** @throws InstallException when, after the changes, a file below conf/ names a class of ours; it says where */
    static void requireNone(JamesHome home, List<FileChange> changes) throws InstallException, IOException {
        List<String> uses = new ArrayList<>();
        try (Stream<Path> files = Files.list(home.conf())) {
            for (Path file : files.filter(Leftovers::isConfiguration).sorted().toList()) {
                uses.addAll(leftoversIn(home, file, changes));
            }
        }
        if (!uses.isEmpty()) {
            throw new InstallException("Nothing was changed, because without the bundle James would not start: "
                    + String.join(", ", uses) + " is in use. Take it out there, then run this again");
        }
    }

    private static boolean isConfiguration(Path file) {
        return Files.isRegularFile(file) && file.getFileName().toString().matches(".*\\.(xml|properties)");
    }

    /** The class names that stay, each with its line in the file as it is now and as the administrator sees it. */
    private static List<String> leftoversIn(JamesHome home, Path file, List<FileChange> changes) throws IOException {
        Set<String> staying = names(uncommented(file, contentAfter(file, changes)));
        String now = uncommented(file, Files.readString(file, StandardCharsets.ISO_8859_1));
        List<String> uses = new ArrayList<>();
        int line = 0;
        for (String text : now.split("\n", -1)) {
            line++;
            for (String name : names(text)) {
                if (staying.contains(name)) {
                    uses.add(home.nameOf(file) + ":" + line + " " + name);
                }
            }
        }
        return uses;
    }

    private static String contentAfter(Path file, List<FileChange> changes) throws IOException {
        for (FileChange change : changes) {
            if (change instanceof FileChange.Rewrite rewrite && rewrite.file().equals(file)) {
                return new String(rewrite.after(), StandardCharsets.ISO_8859_1);
            }
        }
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    /** Blanks comments out, so that the lines keep their numbers. */
    private static String uncommented(Path file, String content) {
        Pattern comment = file.toString().endsWith(".xml") ? COMMENT : COMMENT_LINE;
        return comment.matcher(content).replaceAll(found -> found.group().replaceAll("[^\n]", " "));
    }

    private static Set<String> names(String content) {
        Set<String> names = new TreeSet<>();
        Matcher use = OURS.matcher(content);
        while (use.find()) {
            names.add(use.group());
        }
        return names;
    }
}
