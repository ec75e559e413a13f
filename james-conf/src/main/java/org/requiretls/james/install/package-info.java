/**
 * Puts the bundle into a James, and takes it out again.
 *
 * <p>James finds extensions in two places: the classes in a jar below {@code extensions-jars/}, and their names in the
 * files below {@code conf/}. So to install is to copy one jar and to make four kinds of edits: a handler line into
 * each {@code <handlerchain>} of smtpserver.xml; DaneRemoteDelivery in place of RemoteDelivery in mailetcontainer.xml;
 * NonDeliveryReport there in place of DSNBounce and Bounce; and CarryTlsRequirement around the mailets that make new
 * mail out of old and would lose the tag.
 *
 * <p>An administrator has to be able to trust it with a server that works. It first reads everything and works out all
 * changes, and an error up to there leaves everything as it was. Files are replaced whole, by renaming. What is
 * changed is copied to {@code requiretls-backup/} first. A second run finds nothing to do. Removal gives back the very
 * bytes of before, or, where a file was edited in between, takes back only what is ours.
 *
 * <p>Our mailets stop the start of James at a parameter that they do not know, where the stock ones are silent. So a
 * parameter that never had an effect is taken out, and said.
 *
 * <p>What an administrator changes later may break the promise again: {@link org.requiretls.james.install.Doctor} reads
 * the files and says where.
 */
package org.requiretls.james.install;
