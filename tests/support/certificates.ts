import {
    createCertificate,
    createSelfSignedCertificate,
    generatePrivateKey,
    identityForHost,
    type PrivateKey,
} from "sshpk";

/** A certificate and its key, made anew by every run; PEM. */
export interface Pair {
    readonly certificate: string;
    /** SEC 1 or PKCS#8, as Go writes them. */
    readonly key: string;
    readonly name: string;
    readonly privateKey: PrivateKey;
}

/** What differs from an authority that is valid now. */
export interface PairOptions {
    /** What signs it; itself where absent. */
    readonly by?: Pair;
    readonly isCa?: boolean;
    readonly curve?: "nistp256" | "nistp384";
    readonly from?: string;
    readonly until?: string;
}

/** A certificate with this common name. */
export function pair(name: string, options: PairOptions = {}): Pair {
    const { by, isCa = true, curve = "nistp256" } = options;
    const privateKey = generatePrivateKey("ecdsa", { curve });
    const subject = identityForHost(name);
    const settings = {
        purposes: isCa ? ["ca", "signature", "crl"] : ["signature", "clientAuth"],
        validFrom: new Date(options.from ?? "2020-01-01"),
        validUntil: new Date(options.until ?? "2040-01-01"),
        lifetime: undefined,
    };
    const made =
        by === undefined
            ? createSelfSignedCertificate(subject, privateKey, settings)
            : createCertificate(
                  subject,
                  privateKey.toPublic(),
                  identityForHost(by.name),
                  by.privateKey,
                  settings,
              );
    return {
        certificate: `${made.toString("pem").trim()}\n`,
        key: `${privateKey.toString("pkcs8").trim()}\n`,
        name,
        privateKey,
    };
}
