package org.requiretls.james.install;

import java.util.ArrayList;
import java.util.List;

/** What differs between two texts, in the form of {@code diff -u}. */
final class UnifiedDiff {

    private static final int CONTEXT = 3;
    private static final String NO_NEWLINE = "\n\\ No newline at end of file\n";

    private UnifiedDiff() {}

    /** The differences; empty when there are none. */
    static String of(String name, String before, String after) {
        List<Line> lines = compare(split(before), split(after));
        StringBuilder diff = new StringBuilder();
        int position = 0;
        while ((position = nextChange(lines, position)) < lines.size()) {
            int start = Math.max(0, position - CONTEXT);
            int end = endOfHunk(lines, position);
            diff.append(hunk(lines, start, end));
            position = end;
        }
        return diff.isEmpty() ? "" : "--- " + name + "\n+++ " + name + "\n" + diff;
    }

    private static String hunk(List<Line> lines, int start, int end) {
        StringBuilder body = new StringBuilder();
        lines.subList(start, end).forEach(line -> body.append(line.print()));
        return "@@ -" + range(lines, start, end, '+') + " +" + range(lines, start, end, '-') + " @@\n" + body;
    }

    /** Where a hunk begins on one side and how long it is there; {@code other} marks the lines of the other side. */
    private static String range(List<Line> lines, int start, int end, char other) {
        long before = lines.subList(0, start).stream()
                .filter(line -> line.sign != other)
                .count();
        long length = lines.subList(start, end).stream()
                .filter(line -> line.sign != other)
                .count();
        return (length == 0 ? before : before + 1) + "," + length;
    }

    private static int nextChange(List<Line> lines, int from) {
        int position = from;
        while (position < lines.size() && lines.get(position).sign == ' ') {
            position++;
        }
        return position;
    }

    private static int endOfHunk(List<Line> lines, int firstChange) {
        int end = firstChange;
        for (int next = firstChange; next < lines.size() && next - end <= 2 * CONTEXT; next = nextChange(lines, end)) {
            end = next + 1;
        }
        return Math.min(lines.size(), end + CONTEXT);
    }

    /** By the longest common subsequence; the files at hand have some hundred lines. */
    private static List<Line> compare(List<String> before, List<String> after) {
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] = before.get(i).equals(after.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<Line> lines = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
                lines.add(new Line(' ', before.get(i++)));
                j++;
            } else if (j == after.size() || i < before.size() && common[i + 1][j] >= common[i][j + 1]) {
                lines.add(new Line('-', before.get(i++)));
            } else {
                lines.add(new Line('+', after.get(j++)));
            }
        }
        return lines;
    }

    private static List<String> split(String text) {
        return List.of(text.split("(?<=\n)")).stream()
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private record Line(char sign, String text) {
        String print() {
            return sign + (text.endsWith("\n") ? text : text + NO_NEWLINE);
        }
    }
}
