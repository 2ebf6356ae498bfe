/** The settings of the service and of its commands. None of them is secret. */
export const settingsFile = `# Settings of the service and of its commands, which read this file in the folder in which they start.
# Variables of the environment come first, then this file, then \`service\` in config/courant.yaml. Empty means unset.
HOST=127.0.0.1
PORT=8080
# The public address of the feeds, such as https://feeds.example.org. Documents contain it: set it before anyone subscribes.
BASE_URL=
`;

export const gitignore = `node_modules/
data/
feeds/
.env
`;

/** A small configuration that works as it stands. @param timezone the time zone of the schedule, as IANA names it */
export function configText(timezone: string): string {
  return `# yaml-language-server: $schema=../node_modules/courant/config/courant.schema.json

# The configuration of Courant. It works as it stands; make it yours from top to bottom.
# After a change, \`npx --no-install courant check\` names every mistake with its line.

# The site that the feeds speak for.
site:
  title: My site
  url: https://example.org/ # the home page
  language: en
  # The author of articles that name nobody.
  # author: { name: My name }

# When everything is regenerated. Changes, and articles that come due, are published at once, without waiting for this.
schedule:
  cron: "*/15 * * * *"
  timezone: ${timezone}

# The feeds: /feeds/SLUG.rss, .atom and .json.
channels:
  - slug: news
    title: My site
    description: Every article, as soon as it is published.
  # - slug: films
  #   title: Films
  #   description: Everything about films.
  #   select: { tags: [film, cinema] }

# A channel for each tag in use.
# perTag: true

# Feeds and pages elsewhere from which articles are fetched.
# sources:
#   - url: https://example.org/feed.xml
`;
}

/** The page that explains the folder. */
export function readme({ systemd, compose }: { systemd: boolean; compose: boolean }): string {
  const parts = [introduction, systemd ? systemdText : "", compose ? composeText : "", upgradeText];
  return parts.filter((part) => part !== "").join("\n");
}

const introduction = `# Feeds, published with Courant

\`\`\`sh
npm install                        # installs Courant, in the versions of package-lock.json
npx --no-install courant check     # names every mistake in the configuration
npm start                          # starts the service; the admin token is then in data/admin-token
\`\`\`

| file | what |
| --- | --- |
| \`config/courant.yaml\` | the site, the schedule and the channels |
| \`.env\` | the addresses of the service |
| \`courant-VERSION.tgz\` | the program; \`package.json\` names it |
| \`data\` | the collection: back it up with \`npx --no-install courant backup FILE\` |
| \`feeds\` | the published documents, which Courant can build again |

\`npx --no-install courant import FILE\` publishes an article; \`npx --no-install courant --help\` lists all commands.
`;

const systemdText = `## As a systemd service

\`\`\`sh
npm install
sudo cp courant.service /etc/systemd/system/
sudo systemctl daemon-reload
sudo systemctl enable --now courant
\`\`\`
`;

const composeText = `## With Docker Compose

\`\`\`sh
docker compose up --build --detach
docker compose exec courant courant check
docker compose exec courant cat /var/lib/courant/data/admin-token
\`\`\`

\`HOST\` and \`PORT\` in \`.env\` are then the address at which this machine publishes the container.
`;

const upgradeText = `## Upgrade

Put the new package beside the old one, and install it:

\`\`\`sh
npm install ./courant-VERSION.tgz
\`\`\`

Then remove the old package, and start the service again. An upgrade writes to no other file here.
`;
