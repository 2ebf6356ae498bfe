import type { Api } from "../../admin/api-client.ts";
import { isExclusive } from "../../channel/access.ts";
import type { Channel } from "../../config/schema.ts";
import { type Html, html } from "../../render/html.ts";
import type { View } from "../view.ts";

/** How many articles a channel withdraws from the public; without a number where that is not known yet. */
export type Withdrawal = { articles?: number };

type ProposedChannel = Partial<Pick<Channel, "access" | "exclusive" | "select">> & { slug?: string };

/** Asks how many articles a channel would withdraw. */
export function readWithdrawal(api: Pick<Api, "call">, channel: ProposedChannel): Promise<Withdrawal> {
  const { slug = "", access, exclusive, select } = channel;
  const body = Object.entries({ slug, access, exclusive, select }).filter(([, value]) => value !== undefined);
  return api.call<Withdrawal>("/admin/channels/withdrawal", { method: "POST", body: Object.fromEntries(body) });
}

/**
 * Finds the articles that a change of a channel withdraws.
 * @param present the channel before the change; undefined for a new one
 * @returns undefined when the change withdraws none
 */
export async function findWithdrawal(
  api: Pick<Api, "call">,
  present: Channel | undefined,
  next: ProposedChannel,
): Promise<Withdrawal | undefined> {
  if (!isExclusive(next) || (present && isExclusive(present))) return undefined;
  const withdrawal = await readWithdrawal(api, next);
  return withdrawal.articles === 0 ? undefined : withdrawal;
}

/** Says on the page of a channel what it withdraws, or would withdraw. */
export function withdrawalNote({ texts: { channels: texts } }: View, channel: Channel, { articles }: Withdrawal): Html {
  if (isExclusive(channel)) {
    return html`<p>${texts.withdraws(articles)}${articles !== 0 && html` ${texts.becomesPublic}`}</p>`;
  }
  const wouldWithdraw = isExclusive({ ...channel, access: "private" });
  return wouldWithdraw && articles !== 0 ? html`<p class="soft">${texts.wouldWithdraw(articles)}</p>` : html``;
}

/** Asks whether the articles are meant to be withdrawn, above the form. */
export function withdrawalQuestion({ texts: { channels: texts } }: View, { articles }: Withdrawal): Html {
  return html`<p>${texts.withdrawSure(articles)}</p>`;
}

/** Writes the field by which an admin agrees. */
export function withdrawalCheckbox({ texts: { channels: texts } }: View): Html {
  return html`<p><label><input type="checkbox" name="withdraw" value="yes"> ${texts.withdraw}</label></p>`;
}
