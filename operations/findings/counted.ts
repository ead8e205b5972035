/** A number and its noun: "1 link", "2 policies". The plural is regular unless given. */
export function counted(number: number, noun: string, plural = `${noun}s`): string {
    return `${number} ${number === 1 ? noun : plural}`;
}
