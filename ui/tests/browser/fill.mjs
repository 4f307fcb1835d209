// Somebody's weeks, made of sines: the same every time but for when they end.
import { DAY, HOUR, MINUTE } from "./world.mjs";

/** Temperatures of three rooms each 10 minutes for 30 days, with a gap of two days; coffees; a weight long ago. */
export async function fill({ post }, now) {
  const rooms = { kitchen: 21, bedroom: 18.5, study: 20 };
  for (const [room, warm] of Object.entries(rooms)) {
    const points = [];
    for (let time = now - 30 * DAY; time < now; time += 10 * MINUTE) {
      if (now - 12 * DAY < time && time < now - 10 * DAY) continue;
      const day = Math.sin(((time % DAY) / DAY) * 2 * Math.PI - 2);
      const week = Math.sin((time / (7 * DAY)) * 2 * Math.PI + warm);
      points.push({ timestamp: time, dimensions: { room }, value: Math.round((warm + day + week / 2) * 100) / 100 });
    }
    await post("temperature", points);
  }
  const coffees = [];
  for (let n = 0; n < 60; n++) {
    const kind = n % 3 ? "espresso" : "filter";
    coffees.push({ timestamp: now - n * 11 * HOUR, dimensions: { kind }, value: 1 + (n % 2) });
  }
  await post("coffee", coffees);
  await post("weight", [{ timestamp: now - 200 * DAY, dimensions: {}, value: 72.4 }]);
}
