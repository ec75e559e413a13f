/**
 * Real James servers for tests and demonstrations: each in a directory and a process of its own.
 *
 * <p>James is started with a working directory. There it reads {@code conf/}, loads every jar of
 * {@code extensions-jars/} and writes its data; the program itself is a small main jar beside a library folder of 313
 * jars. {@link org.requiretls.james.lab.james.StockJames} is such a directory as it is delivered;
 * {@link org.requiretls.james.lab.james.JamesHome} is a private one made from it: the program by symbolic links, the
 * sample configuration copied and changed only where a laboratory must differ (ports on loopback, keystore, domains,
 * no JMX, no JMAP). The changes keep every other character of the files, so that an installer finds what an
 * administrator has.
 *
 * <p>{@link org.requiretls.james.lab.james.JamesProcess} is one run of a home: it starts the program the way its
 * manual says, waits until every port answers, and ends it, politely or not. This James keeps users, mailboxes and
 * queues in memory: each run begins empty and gets its users, over WebAdmin, before
 * {@link org.requiretls.james.lab.james.JamesLauncher#start} returns.
 */
package org.requiretls.james.lab.james;
