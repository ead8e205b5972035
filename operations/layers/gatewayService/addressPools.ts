import * as ipaddr from "ipaddr.js";
import type { CustomObject, IpAddressPoolSpec } from "../../view/kubernetesView";

/** One pool of MetalLB. */
export type Pool = CustomObject<IpAddressPoolSpec>;

/** IPv4 addresses from the first to the last, as numbers. */
interface Range {
    readonly first: number;
    readonly last: number;
}

function numberOf(address: ipaddr.IPv4): number {
    return address.toByteArray().reduce((number, byte) => number * 256 + byte, 0);
}

function toNumber(text: string): number | undefined {
    return ipaddr.IPv4.isValidFourPartDecimal(text) ? numberOf(ipaddr.IPv4.parse(text)) : undefined;
}

function toAddress(number: number): string {
    return [24, 16, 8, 0].map((bits) => Math.floor(number / 2 ** bits) % 256).join(".");
}

/** `192.168.0.150-192.168.0.160` or `192.168.0.144/28`; undefined for IPv6, which gateways do not use. */
function toRange(text: string): Range | undefined {
    const [from = "", to] = text.split("-").map((part) => part.trim());
    if (to === undefined) {
        if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(from)) return undefined;
        const first = numberOf(ipaddr.IPv4.networkAddressFromCIDR(from));
        const last = numberOf(ipaddr.IPv4.broadcastAddressFromCIDR(from));
        return { first, last };
    }
    const [first, last] = [toNumber(from), toNumber(to)];
    return first === undefined || last === undefined ? undefined : { first, last };
}

function ranges({ spec }: Pool): readonly Range[] {
    return (spec?.addresses ?? []).flatMap((text) => toRange(text) ?? []);
}

/** Whether one of the pool's addresses is this one. */
export function holds(pool: Pool, address: string): boolean {
    const number = toNumber(address);
    return (
        number !== undefined &&
        ranges(pool).some(({ first, last }) => first <= number && number <= last)
    );
}

/** The addresses of the pools that are not among `taken`, from the first on. */
export function* freeAddresses(
    pools: readonly Pool[],
    taken: ReadonlySet<string>,
): Generator<string, undefined> {
    for (const { first, last } of pools.flatMap(ranges)) {
        for (let number = first; number <= last; number++) {
            const address = toAddress(number);
            if (!taken.has(address)) yield address;
        }
    }
    return undefined;
}

/** The first of the {@link freeAddresses}; undefined where there is none. */
export function firstFree(pools: readonly Pool[], taken: ReadonlySet<string>): string | undefined {
    return freeAddresses(pools, taken).next().value;
}

/** Pools for people: `primary (192.168.0.150-192.168.0.160)`. */
export function describePools(pools: readonly Pool[]): string {
    return pools
        .map(({ metadata, spec }) => `${metadata.name ?? ""} (${spec?.addresses.join(", ") ?? ""})`)
        .join(", ");
}
