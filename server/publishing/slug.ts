/** The readable end of a published address, made from a title. */

export const slugPattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
export const slugLength = 80;

/** Letters without their marks, in lower case, with hyphens for what is neither letter nor digit; `notebook` when nothing is left. */
export function toSlug(title: string): string {
  const plain = title.normalize("NFKD").replace(/\p{Mark}+/gu, "").toLowerCase().replaceAll("ß", "ss").replace(/[^a-z0-9]+/g, "-");
  return plain.slice(0, 60).replace(/^-+|-+$/g, "") || "notebook";
}

/** The first of `slug`, `slug-2`, `slug-3` … that is free. */
export function findFreeSlug(slug: string, isFree: (slug: string) => boolean): string {
  if (isFree(slug)) return slug;
  let number = 2;
  while (!isFree(`${slug}-${number}`)) number += 1;
  return `${slug}-${number}`;
}
