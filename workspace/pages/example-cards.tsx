/** The examples as cards with a small picture of what each one shows. */
import type {ExampleSummary} from "#notebooks";
import {CardPicture} from "../components/card-picture.tsx";

export function ExampleCards({examples, open}: {examples: readonly ExampleSummary[]; open: (id: string) => void}) {
  return (
    <ul class="example-cards">
      {examples.map(({id, title, description, picture}) => (
        <li key={id}>
          <button type="button" class="example-card" onClick={() => open(id)}>
            <CardPicture of={picture} />
            <span class="example-title">{title}</span>
            <span class="quiet">{description}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
