/** The last time a calendar has, Unix ms (ECMA-262, 21.4.1.1). */
const end = 8.64e15;

/** Keeps a time within the calendar: beyond it, sums of durations would not be numbers any more. */
export const calendarTime = (time: number): number => Math.min(Math.max(time, -end), end);
