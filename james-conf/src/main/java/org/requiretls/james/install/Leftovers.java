package org.requiretls.james.install;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Uses of our classes that an administrator wrote, and that therefore only an administrator can take out. */
final class Leftovers {

    private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
    private static final Pattern COMMENT_LINE = Pattern.compile("(?m)^\\s*#.*$");

    private Leftovers() {}

    /** @throws InstallException when, after the changes, a file below conf/ names a class of ours; it says where */
    static void requireNone(JamesHome home, List<FileChange> changes) throws InstallException, IOException {
        List<String> uses = new ArrayList<>();
        try (Stream<Path> files = Files.list(home.conf())) {
            for (Path file : files.filter(Leftovers::isConfiguration).sorted().toList()) {
                uses.addAll(usesIn(home.nameOf(file), uncommented(file, contentAfter(file, changes))));
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

    private static List<String> usesIn(String fileName, String content) {
        List<String> uses = new ArrayList<>();
        Pattern ours = Pattern.compile(Pattern.quote(BundleNames.PACKAGE_PREFIX) + "[\\w.$]+");
        int line = 0;
        for (String text : content.split("\n", -1)) {
            line++;
            Matcher use = ours.matcher(text);
            while (use.find()) {
                uses.add(fileName + ":" + line + " " + use.group());
            }
        }
        return uses;
    }
}
