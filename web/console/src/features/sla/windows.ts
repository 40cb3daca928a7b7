/** How many of the last days can be looked at. */
export const WINDOWS = [7, 30, 90];
