import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..");

/** By name, or as one of the words that choose a text. */
function isUsed(text: string, sources: string): boolean {
  return new RegExp(`texts\\.${text}\\b|"${text}"`).test(sources);
}

describe("the lock file", () => {
  it("names no address to download from", () => {
    const lock = readFileSync(join(root, "package-lock.json"), "utf8");
    expect(lock).not.toContain('"resolved"');
    expect(lock).not.toMatch(/registry\./);
  });
});

describe("the page's first document", () => {
  const html = readFileSync(join(root, "index.html"), "utf8");

  it("has no inline script, style or handler, as its content policy demands", () => {
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/);
  });

  it("names no other host", () => {
    expect(html).not.toMatch(/https?:\/\/|src="\/\//);
  });
});

describe("the features", () => {
  it("use every text they have", () => {
    const folders = readdirSync(join(root, "src", "features")).map((feature) => join(root, "src", "features", feature));
    for (const folder of folders) {
      const names = readdirSync(folder).filter((name) => /\.tsx?$/.test(name) && name !== "texts.ts");
      const sources = names.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
      const texts = readFileSync(join(folder, "texts.ts"), "utf8").matchAll(/^ {2}(\w+):/gm);
      const unused = [...texts].map(([, text = ""]) => text).filter((text) => !isUsed(text, sources));
      expect({ folder, unused }).toEqual({ folder, unused: [] });
    }
  });

  it("keep their texts in one file each, for translation", () => {
    const features = readdirSync(join(root, "src", "features"));
    expect(features.length).toBeGreaterThan(4);
    for (const feature of features) {
      expect(readdirSync(join(root, "src", "features", feature))).toContain("texts.ts");
    }
  });
});
