package org.requiretls.james.lab.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class MailboxReaderTest {

    private static final String LOGGED_IN = "+OK hello\r\n+OK\r\n+OK welcome\r\n";

    @Test
    void givesBackEveryOctetOfAMessage() throws IOException {
        String wire = "Subject: a\r\n b\r\nX-Tag:1\r\nx-tag: 2\r\n\r\n..\r\n...\u00e9\r\n\r\nSubject: body\r\n.\r\n";
        try (ScriptedServer server =
                new ScriptedServer(LOGGED_IN + "+OK 1 99\r\n+OK message follows\r\n" + wire + "+OK bye\r\n")) {
            List<MailboxMessage> messages = reader(server).read();

            assertThat(server.heard()).isEqualTo("USER alice@a.test\r\nPASS secret\r\nSTAT\r\nRETR 1\r\nQUIT\r\n");
            assertThat(messages).hasSize(1);
            MailboxMessage message = messages.get(0);
            assertThat(message.body()).isEqualTo(".\r\n..\u00e9\r\n\r\nSubject: body\r\n");
            assertThat(message.octets()).hasSize(message.text().length());
            assertThat(message.headers("Subject")).containsExactly("a b");
            assertThat(message.headers("X-Tag")).containsExactly("1", "2");
            assertThat(message.header("None")).isEmpty();
        }
    }

    @Test
    void tellsWhoseLoginWasRefused() throws IOException {
        try (ScriptedServer server = new ScriptedServer("+OK hello\r\n+OK\r\n-ERR Authentication failed.\r\n")) {
            assertThatThrownBy(() -> reader(server).read())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("'-ERR Authentication failed.' to PASS for alice@a.test");
        }
    }

    private static MailboxReader reader(ScriptedServer server) {
        return new MailboxReader(server.address(), "alice@a.test", "secret");
    }
}
