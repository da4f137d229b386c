import type { KubeObject } from "contract";
import { Page } from "schemas/kube_api.ts";
import { checker } from "schemas/check.ts";
import { isExpired } from "./api_error.ts";
import type { Resource } from "./discovery.ts";
import { collectionPath } from "./paths.ts";
import type { ApiRequest, Requester } from "./requester.ts";

/** Which objects are meant. */
export interface Listing {
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent: all namespaces. */
  readonly namespace?: string;
  /** As in `app=web,tier!=cache`. */
  readonly labels?: string;
  /** As in `metadata.name=web`. */
  readonly fields?: string;
  /** Fetch no more than `metadata` of each. */
  readonly metadataOnly?: boolean;
}

/** Objects as they were at one moment. */
export interface List {
  readonly items: readonly KubeObject[];
  readonly resourceVersion: string;
}

const pageSize = 500;
const maxRestarts = 3;

/** What to accept in order to get objects without spec and status; undefined where they are wanted. */
export function metadataAccept(only: boolean | undefined, shape: string): string | undefined {
  return only ? `application/json;as=${shape};g=meta.k8s.io;v=v1` : undefined;
}

/** Fetches all pages; begins again where the cluster has forgotten the moment that they belong to. */
export async function listPages(
  requester: Requester,
  resource: Resource,
  listing: Listing,
  limits: Pick<ApiRequest, "signal" | "timeoutMs">,
): Promise<List> {
  const fetchPage = (next: string | undefined) =>
    requester.json({
      ...collectionRequest(resource, listing, { limit: pageSize, continue: next }),
      accept: metadataAccept(listing.metadataOnly, "PartialObjectMetadataList"),
      ...limits,
    });
  for (let restarts = 0;; restarts++) {
    try {
      return await allPages(fetchPage, listing);
    } catch (error) {
      if (!isExpired(error) || restarts >= maxRestarts) throw error;
    }
  }
}

const page = checker(Page);

async function allPages(
  fetchPage: (next: string | undefined) => Promise<unknown>,
  listing: Listing,
): Promise<List> {
  const items: KubeObject[] = [];
  let next: string | undefined;
  for (;;) {
    const answer = await fetchPage(next);
    if (!page.is(answer)) throw new Error(`Cannot list ${listing.kind}: the answer is no list`);
    const { resourceVersion = "", continue: more } = answer.metadata;
    for (const item of answer.items ?? []) items.push(named(item as KubeObject, listing));
    if (!more) return { items, resourceVersion };
    next = more;
  }
}

/** The request for the objects of a listing. */
export function collectionRequest(
  resource: Resource,
  { namespace, labels, fields }: Listing,
  query: ApiRequest["query"],
) {
  return {
    method: "GET",
    path: collectionPath(resource, namespace),
    query: { labelSelector: labels, fieldSelector: fields, ...query },
  } as const;
}

/** Items of a list come without their kind, and metadata comes as a kind of its own: both get their real one. */
export function named(
  item: KubeObject,
  { apiVersion, kind }: Pick<Listing, "apiVersion" | "kind">,
): KubeObject {
  return item.kind === kind && item.apiVersion === apiVersion
    ? item
    : { ...item, apiVersion, kind };
}
