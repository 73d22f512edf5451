/** The page's language; the texts of each feature stand in its texts.ts. */
export const LOCALE = "en-GB";
