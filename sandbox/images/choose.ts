import type { Image } from "./catalog";

/** Where an image comes from: given by the operator, pulled, made of real programs, or a stand-in. */
export type ImageSource = "folder" | "pulled" | "built" | "standin";

/** An archive in the operator's folder with the references that it carries. */
export interface GivenArchive {
    readonly archive: string;
    readonly names: readonly string[];
    /** Why it could not be read. */
    readonly error?: string | undefined;
}

/** What stands for an image; `archive` is missing where one has to be built. */
export interface Choice {
    readonly image: Image;
    readonly source: ImageSource;
    readonly archive?: string;
}

/** Images worth a pull: stand-ins that the operator has given no archive for. */
export function toPull(catalog: readonly Image[], given: readonly GivenArchive[]): Image[] {
    return catalog.filter(
        ({ name, replaces }) =>
            replaces !== undefined && !given.some(({ names }) => names.includes(name)),
    );
}

/**
 * Chooses for each image: the operator's archive, else a pulled one, else one to build.
 *
 * A real image whose partner is a stand-in would start and never work: given by the operator it is an
 * error, pulled it is left aside.
 */
export function chooseImages(
    catalog: readonly Image[],
    given: readonly GivenArchive[],
    pulled: ReadonlyMap<string, string>,
): Choice[] {
    const problems = given.flatMap(({ archive, error }) =>
        error === undefined ? [] : [unreadable(archive, error)],
    );
    const first = catalog.map((image): Choice => {
        const archives = given.filter(({ names }) => names.includes(image.name));
        if (archives.length > 1) {
            const files = archives.map(({ archive }) => archive).join(" and ");
            problems.push(`${files} each carry ${image.name}: remove all but one`);
        }
        const [own] = archives;
        if (own !== undefined) return { image, source: "folder", archive: own.archive };
        const archive = pulled.get(image.name);
        if (archive !== undefined) return { image, source: "pulled", archive };
        return toBuild(image);
    });
    const missing = ({ image }: Choice) =>
        (image.needsReal ?? []).filter((name) =>
            first.some((other) => other.image.name === name && other.source === "standin"),
        );
    for (const choice of first) {
        if (choice.source !== "folder") continue;
        for (const name of missing(choice)) {
            problems.push(
                `${choice.archive ?? ""} carries ${choice.image.name}, which works only with a real ` +
                    `${name}: put an archive of that beside it`,
            );
        }
    }
    if (problems.length > 0) {
        throw new Error(`The image folder cannot be used:\n- ${problems.join("\n- ")}`);
    }
    return first.map((choice) =>
        choice.source === "pulled" && missing(choice).length > 0 ? toBuild(choice.image) : choice,
    );
}

function toBuild(image: Image): Choice {
    return { image, source: image.replaces === undefined ? "built" : "standin" };
}

function unreadable(archive: string, error: string): string {
    return (
        `${archive} is no docker archive (${error}): make one with ` +
        "`docker save --output FILE IMAGE`, or move the file elsewhere"
    );
}
