const hourMilliseconds = 60 * 60 * 1000;
const dayMilliseconds = 24 * hourMilliseconds;

/** From 7 to 16 in UTC: most of a working day in Berlin, in winter and in summer. */
const opensAtHour = 7;
export const officeHours = 9;

/** The moment of an hour (0 to 9) of a day of the story, which knows neither nights nor weekends. */
export type Calendar = (day: number, hour?: number) => Date;

/**
 * Lays a story of `days` days over the office hours of as many days before today, so that what comes later in the story
 * comes later in time, and nothing on a weekend.
 */
export function layOverOfficeHours(now: Date, days: number): Calendar {
  const today = Math.floor(now.getTime() / dayMilliseconds);
  // A weekend at the start would make the story shorter than it says.
  let first = today - days;
  while (isWeekend(first)) first -= 1;
  const offices: number[] = [];
  for (let day = first; day < today; day += 1) if (!isWeekend(day)) offices.push(day);

  return (day, hour = 0) => {
    const passed = Math.min((day + hour / officeHours) / days, 1) * offices.length;
    const index = Math.min(Math.floor(passed), offices.length - 1);
    const office = offices[index] ?? first;
    const hours = opensAtHour + (passed - index) * officeHours;
    return new Date(office * dayMilliseconds + Math.round(hours * hourMilliseconds));
  };
}

/** By the number of days since 1970, which began on a Thursday. */
function isWeekend(day: number): boolean {
  return [2, 3].includes(day % 7);
}
