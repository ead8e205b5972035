import { z } from "zod";
import { refined } from "./values";

const ADVICE =
    "write the PEM of one CA certificate, without its key, as 'openssl x509 -in FILE' prints it";
const LIST_ADVICE = "write a list of one to eight CA certificates in PEM, without their keys";

/** `certificates` as it stands in the stack file. */
export const CertificatesEntry = z.strictObject(
    {
        trustAnchors: z
            .array(
                // How well it fits is judged with all others, where the date is known.
                refined((value) => value.includes("-----BEGIN CERTIFICATE-----"), ADVICE),
                LIST_ADVICE,
            )
            .min(1, LIST_ADVICE)
            .max(8, LIST_ADVICE)
            .describe(
                "The certificates that every cluster trusts, in PEM, without a key: ECDSA P-256 or RSA, as `linkerd check` takes them. To change one, add the new one, then exchange the issuers, then remove the old one; pods restart with the list.",
            ),
    },
    'write an object, for example {"trustAnchors": ["-----BEGIN CERTIFICATE-----…"]}',
);

/** Who makes a cluster's issuer, where `certificates` is given. */
export const Issuer = z.enum(["external"], "write external, or remove the key");
