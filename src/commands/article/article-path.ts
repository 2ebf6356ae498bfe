/** Returns the path of an article in the admin API. */
export function articlePath(id: string): string {
  return `/admin/articles/${encodeURIComponent(id)}`;
}
