/**
 * The tag: what a message asks of every hop that it still has to cross.
 *
 * <p>RFC 8689 knows two opposite wishes. A client that says {@code MAIL FROM:<…> REQUIRETLS} (section 2) asks that
 * the message travels only over hops with authenticated TLS whose server promises the same for the next hop: that
 * is {@link org.requiretls.james.tag.TlsRequirement#REQUIRED}. A message with the header field
 * {@code TLS-Required: No} (section 3) asks that delivery comes before any TLS policy that the recipient domain
 * publishes: {@link org.requiretls.james.tag.TlsRequirement#OPTIONAL}. Without either it is
 * {@link org.requiretls.james.tag.TlsRequirement#NONE}; where both are present the parameter wins (section 4.1).
 *
 * <p>Between receipt and the next hop a message lives in James as a {@code Mail}. There the tag is one small string
 * attribute, because that is what every James queue keeps; {@link org.requiretls.james.tag.TlsRequirementCodec} is
 * the only code that knows its name and its values. A value that cannot be read counts as
 * {@code REQUIRED}: damage may delay a message, it may not expose it.
 */
package org.requiretls.james.tag;
