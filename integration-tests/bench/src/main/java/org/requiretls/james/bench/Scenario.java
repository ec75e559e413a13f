package org.requiretls.james.bench;

/** What the mail is for. */
enum Scenario {
    ONE("one", "one destination", 1, 0),
    FIFTY("fifty", "50 destinations", 50, 0),
    COLD("cold", "1,000 destinations, one message each", 1000, 0),
    THOUSAND("thousand", "1,000 destinations", 1000, 0),
    STALLING("stalling", "1,000 destinations, 50 of them stalling", 1000, 50);

    /** Hosts with the highest numbers stall. */
    static final int MOST_DESTINATIONS = 1000;

    private final String key;
    private final String title;
    private final int destinations;
    private final int stalling;

    Scenario(String key, String title, int destinations, int stalling) {
        this.key = key;
        this.title = title;
        this.destinations = destinations;
        this.stalling = stalling;
    }

    static Scenario of(String key) {
        for (Scenario scenario : values()) {
            if (scenario.key.equals(key)) {
                return scenario;
            }
        }
        throw new IllegalArgumentException("There is no scenario " + key);
    }

    String title() {
        return title;
    }

    /** The turn of one sender. */
    Turn turn(int number, int messages) {
        return new Turn(number, this == COLD ? destinations : messages, 0, destinations);
    }

    /** The first host that stalls; those behind it up to {@link #destinations} stall too. */
    int firstStalling() {
        return destinations - stalling;
    }

    int destinations() {
        return destinations;
    }

    boolean stalls() {
        return stalling > 0;
    }

    /** How many messages can arrive while hosts stall. */
    int expected(Turn turn) {
        return turn.messagesTo(0, firstStalling());
    }
}
