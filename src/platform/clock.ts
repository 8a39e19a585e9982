/** Where the time comes from. It is injected everywhere, so that a decision can be tested at any moment. */
export interface Clock {
  /** The present instant. */
  now(): Date;
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still until it is moved (tests and the acceptance scenarios). */
export interface MovableClock extends Clock {
  /** Moves the clock to an instant, given in ISO 8601 with an offset. */
  moveTo(instant: string): void;
}

/**
 * Makes a clock that shows the given instant until it is moved.
 * @throws RangeError when the text is no instant.
 */
export function movableClock(start: string): MovableClock {
  let current = parseInstant(start);
  return {
    now: () => new Date(current),
    moveTo: (instant) => {
      current = parseInstant(instant);
    },
  };
}

function parseInstant(text: string): number {
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds)) throw new RangeError(`not an instant: ${text}`);
  return milliseconds;
}

const londonDay = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

const hourLength = 3_600_000;
/** Days by the hour since 1970. London's clocks have been whole hours from UTC ever since, so that a day begins with an hour. */
const dayOfHour = new Map<number, string>();
const mostHours = 1_000;

/** The calendar day in Europe/London of an instant, as YYYY-MM-DD (authority events act at 00:00 London, docs/domain/01 §1.7). */
export function londonDate(instant: Date): string {
  const hour = Math.floor(instant.getTime() / hourLength);
  if (!(hour >= 0)) return londonDay.format(instant);
  const known = dayOfHour.get(hour);
  if (known !== undefined) return known;
  const day = londonDay.format(instant);
  if (dayOfHour.size >= mostHours) dayOfHour.clear();
  dayOfHour.set(hour, day);
  return day;
}
