/** Turning the pages of a published table: each page is fetched when it is turned to. */
import {formatTableCell, fractionDigits, type TableCell} from "#notebooks";

const stretchRows = 50;

/** Adds the pager under a table that has more rows than it shows. */
export function addPager(holder: HTMLElement): void {
  const address = holder.dataset["rows"] ?? "";
  const count = Number(holder.dataset["count"]);
  const body = holder.querySelector("tbody");
  const caption = holder.querySelector("caption");
  if (!body || !(count > stretchRows)) return;
  const last = Math.ceil(count / stretchRows) - 1;
  let stretch = 0;
  const pager = document.createElement("div");
  pager.className = "pager";
  const where = document.createElement("span");
  const [back, on] = [toButton("Previous rows", "‹"), toButton("Next rows", "›")];

  function describe(): void {
    const first = stretch * stretchRows;
    const until = Math.min(count, first + stretchRows);
    where.textContent = `rows ${(first + 1).toLocaleString("en-US")}–${until.toLocaleString("en-US")} of ${count.toLocaleString("en-US")}`;
    back.disabled = stretch === 0;
    on.disabled = stretch === last;
  }

  async function turn(to: number): Promise<void> {
    back.disabled = on.disabled = true;
    try {
      const response = await fetch(`${address}/${to}`);
      if (!response.ok) throw new Error(`the server answered ${response.status}`);
      show(body!, (await response.json()) as readonly (readonly TableCell[])[]);
      stretch = to;
      describe();
    } catch (error) {
      describe();
      where.textContent = `The rows did not come: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  back.addEventListener("click", () => void turn(stretch - 1));
  on.addEventListener("click", () => void turn(stretch + 1));
  pager.append(back, where, on);
  caption?.remove();
  holder.insertBefore(pager, holder.querySelector(".files"));
  describe();
}

function show(body: HTMLTableSectionElement, rows: readonly (readonly TableCell[])[]): void {
  const kinds = [...(body.parentElement?.querySelectorAll("th") ?? [])].map((head) => head.className);
  const digits = kinds.map((_, column) => fractionDigits(rows.map((row) => row[column] ?? null)));
  body.replaceChildren(
    ...rows.map((row) => {
      const line = document.createElement("tr");
      line.append(
        ...row.map((cell, column) => {
          const field = document.createElement("td");
          field.className = kinds[column] ?? "";
          field.textContent = formatTableCell(cell, digits[column], "en-US");
          return field;
        }),
      );
      return line;
    }),
  );
}

function toButton(label: string, sign: string): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = sign;
  button.setAttribute("aria-label", label);
  return button;
}
