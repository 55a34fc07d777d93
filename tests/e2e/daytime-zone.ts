/** Zones around the world, none of them more than four hours from the next: in one it is now about eleven. */
const ZONES = [
  'Pacific/Honolulu',
  'America/Phoenix',
  'America/Puerto_Rico',
  'Atlantic/Azores',
  'Africa/Nairobi',
  'Asia/Dhaka',
  'Asia/Tokyo',
  'Pacific/Fiji'
] as const;

/**
 * A zone where it is the middle of the morning, with a day before it and people still to come, so that no test depends
 * on the hour at which it runs or crosses midnight. One for the whole process: asked twice it would not be the same.
 */
export const DAYTIME_ZONE = daytimeZone(new Date());

function daytimeZone(now: Date): string {
  const fromEleven = (timeZone: string): number => {
    const hour = new Intl.DateTimeFormat('en-US', { timeZone, hour: 'numeric', hourCycle: 'h23' }).format(now);
    return Math.abs(Number(hour) - 11);
  };
  return [...ZONES].sort((a, b) => fromEleven(a) - fromEleven(b))[0] ?? ZONES[0];
}
