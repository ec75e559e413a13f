package org.requiretls.james.install;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.requiretls.james.carry.TagLosingMailet;
import org.requiretls.james.install.xml.XmlElement;

/** Puts our CarryTlsRequirement around a mailet of James that would lose the tag, and takes it off again. */
final class CarriedMailet {

    static final String AROUND = "around";

    private static final Set<String> MATCHERS_OF_JMAP = Set.of("All", "RecipientIsLocal");

    /** Brings the mailets of one processor under our care. */
    void install(XmlElement processor, ConfEdits edits) {
        List<XmlElement> losing = MailetContainerConf.mailetsOf(processor)
                .filter(CarriedMailet::losesTheTag)
                .filter(mailet -> !BounceMailet.isReplaced(mailet))
                .toList();
        for (XmlElement mailet : losing) {
            String className = Mailets.className(mailet);
            Mailets.replaceClass(mailet, BundleNames.CARRY, edits);
            edits.add(mailet.prepend("<" + AROUND + ">" + className + "</" + AROUND + ">"));
        }
        losing.stream()
                .filter(CarriedMailet::isTheOneOfJmap)
                .findFirst()
                .ifPresent(vacation -> addStandIn(processor, vacation, edits));
    }

    void remove(XmlElement processor, ConfEdits edits) {
        MailetContainerConf.mailetsOf(processor).forEach(mailet -> {
            if (isStandIn(mailet)) {
                edits.add(mailet.remove());
            } else if (mailet.hasAttribute("class", BundleNames.CARRY)) {
                carried(mailet).ifPresent(name -> {
                    Mailets.replaceClass(mailet, name, edits);
                    edits.add(mailet.child(AROUND).orElseThrow().remove());
                });
            }
        });
    }

    /** True when the mailet stands there as James has it, and is not one that only has to be seen. */
    static boolean losesTheTag(XmlElement mailet) {
        return TagLosingMailet.named(Mailets.className(mailet)).isPresent() && !isStandIn(mailet);
    }

    static Optional<String> carried(XmlElement mailet) {
        return mailet.child(AROUND).map(XmlElement::text);
    }

    private static void addStandIn(XmlElement processor, XmlElement vacation, ConfEdits edits) {
        if (MailetContainerConf.mailetsOf(processor).noneMatch(CarriedMailet::isStandIn)) {
            edits.add(processor.append("<mailet match=\"" + Mailets.match(vacation) + "\" class=\""
                    + Mailets.className(vacation) + "\"><" + TagLosingMailet.STAND_IN_MARK + "/></mailet>"));
            edits.note(
                    vacation,
                    "JMAP does not start without a plain VacationMailet, so one is put at the end of the processor, where"
                            + " no mail comes; this one here goes on doing the work");
        }
    }

    /** JMAP asks for one that is for all mail of local-delivery, or for all local mail. */
    private static boolean isTheOneOfJmap(XmlElement mailet) {
        return TagLosingMailet.named(Mailets.className(mailet))
                        .filter(TagLosingMailet.VACATION::equals)
                        .isPresent()
                && MATCHERS_OF_JMAP.contains(Mailets.match(mailet));
    }

    private static boolean isStandIn(XmlElement mailet) {
        return mailet.child(TagLosingMailet.STAND_IN_MARK).isPresent();
    }
}
