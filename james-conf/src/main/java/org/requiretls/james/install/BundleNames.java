package org.requiretls.james.install;

/** The names that the configuration of James calls us by. */
final class BundleNames {

    /** All classes of the bundle begin with it, and none of James. */
    static final String PACKAGE_PREFIX = "org.requiretls.james.";

    static final String HANDLERS = PACKAGE_PREFIX + "smtp.RequireTlsHandlers";
    static final String REMOTE_DELIVERY = PACKAGE_PREFIX + "DaneRemoteDelivery";
    static final String NON_DELIVERY_REPORT = PACKAGE_PREFIX + "mailets.NonDeliveryReport";
    static final String DELIVERY_NOTICE = PACKAGE_PREFIX + "mailets.DeliveryNotice";
    static final String END_OF_PROMISE = PACKAGE_PREFIX + "mailets.EndOfPromise";
    static final String DNSSEC_HEALTH = PACKAGE_PREFIX + "DnssecHealthCheck";
    static final String MTA_STS_HEALTH = PACKAGE_PREFIX + "MtaStsHealthCheck";
    static final String TLS_REPORT_HEALTH = PACKAGE_PREFIX + "TlsReportHealthCheck";
    static final String TLS_REPORT_ROUTES = PACKAGE_PREFIX + "TlsReportRoutes";
    static final String TLS_REPORT_INTAKE = PACKAGE_PREFIX + "TlsReportIntake";
    static final String CARRY = PACKAGE_PREFIX + "mailets.CarryTlsRequirement";

    private BundleNames() {}
}
