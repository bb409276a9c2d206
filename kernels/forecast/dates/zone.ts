/** The clock of a place: from an instant to what the wall shows there, and back, through changes of the clock. */

/** Milliseconds since 1970 of an instant ↔ of the wall's date and hour, read as if they were UTC. */
export interface Zone {
  toWall(instant: number): number;
  toInstant(wall: number): number;
}

const utc: Zone = {toWall: (instant) => instant, toInstant: (wall) => wall};

/**
 * The clock of an IANA zone such as `Europe/Zurich`, by the engine's own table; UTC when absent.
 *
 * An hour that a change of the clock leaves out is moved on by the change; of an hour that comes twice the first is meant.
 *
 * @throws RangeError when there is no such zone.
 */
export function toZone(name: string | undefined): Zone {
  if (name === undefined || name === "UTC") return utc;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-GB", {timeZone: name, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric"});
  } catch {
    throw new RangeError(`zone must be a name such as Europe/Zurich, got ${name}`);
  }
  const toWall = (instant: number): number => {
    const part = Object.fromEntries(format.formatToParts(instant).map(({type, value}) => [type, Number(value)]));
    return Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute, part.second) + (((instant % 1000) + 1000) % 1000);
  };
  const offsetAt = (instant: number): number => toWall(instant) - instant;
  return {
    toWall,
    toInstant: (wall) => {
      const [before, after] = [offsetAt(wall - 86_400_000), offsetAt(wall + 86_400_000)];
      if (toWall(wall - before) === wall || toWall(wall - after) !== wall) return wall - before;
      return wall - after;
    },
  };
}
