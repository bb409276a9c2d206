/** Copying text, also on a page that came without encryption, where the browser offers no clipboard. */

export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) return navigator.clipboard.writeText(text);
  const holder = document.createElement("textarea");
  holder.value = text;
  holder.className = "visually-hidden";
  document.body.append(holder);
  holder.select();
  document.execCommand("copy");
  holder.remove();
}
