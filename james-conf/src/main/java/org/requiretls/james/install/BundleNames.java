package org.requiretls.james.install;

/** The names that the configuration of James calls us by. */
final class BundleNames {

    /** All classes of the bundle begin with it, and none of James. */
    static final String PACKAGE_PREFIX = "org.requiretls.james.";

    static final String HANDLERS = PACKAGE_PREFIX + "smtp.RequireTlsHandlers";
    static final String REMOTE_DELIVERY = PACKAGE_PREFIX + "DaneRemoteDelivery";
    static final String NON_DELIVERY_REPORT = PACKAGE_PREFIX + "mailets.NonDeliveryReport";
    static final String HEALTH_CHECK = PACKAGE_PREFIX + "DnssecHealthCheck";
    static final String DELIVERY_NOTICE = PACKAGE_PREFIX + "mailets.DeliveryNotice";
    static final String END_OF_PROMISE = PACKAGE_PREFIX + "mailets.EndOfPromise";
    static final String CARRY = PACKAGE_PREFIX + "mailets.CarryTlsRequirement";

    private BundleNames() {}
}
