/** How lines are told apart: by colour, and where nobody sees colours by their dashes. */

const LIGHT = ["#0b6b57", "#c2410c", "#2456c9", "#8a35c7", "#946200", "#be185d", "#0e7490", "#4d7c0f"];
const DARK = ["#5ed3b3", "#fb923c", "#82b4ff", "#c9a0ff", "#f2cc4d", "#f58bb8", "#67d4ea", "#a8d85f"];
const DASHES: number[][] = [[], [8, 4], [2, 3], [12, 4, 2, 4]];

export type Stroke = { colour: string; dash: number[] };

/** The n-th line's. */
export function strokeOf(n: number, dark: boolean): Stroke {
  const colours = dark ? DARK : LIGHT;
  return { colour: colours[n % colours.length] as string, dash: DASHES[n % DASHES.length] as number[] };
}

/** Colours of what stands round the lines. */
export function inksOf(dark: boolean) {
  return dark
    ? { text: "#a4acb9", grid: "#2a303a", axis: "#3a414d" }
    : { text: "#566072", grid: "#eceae3", axis: "#cfccc3" };
}
