/** What an API server shows to who asks for the host that peers know. */
export interface ServingCertificate {
    /** Whether it names that host as Go's TLS reads it: a common name does not count. */
    readonly namesHost: boolean;
    /** DNS names and addresses in it. */
    readonly names: readonly string[];
}
