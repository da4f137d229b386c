import type { Data, KubeObject } from "contract";
import { isData, isExpired } from "./api_error.ts";
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
/** What to accept in order to get objects without spec and status. */
export function metadataAccept(shape: "PartialObjectMetadata" | "PartialObjectMetadataList") {
  return `application/json;as=${shape};g=meta.k8s.io;v=v1`;
}

/** Fetches all pages; begins again where the cluster has forgotten the moment that they belong to. */
export async function listPages(
  requester: Requester,
  resource: Resource,
  listing: Listing,
  limits: Pick<ApiRequest, "signal" | "timeoutMs">,
): Promise<List> {
  for (let restarts = 0;; restarts++) {
    try {
      return await pages(requester, resource, listing, limits);
    } catch (error) {
      if (!isExpired(error) || restarts >= maxRestarts) throw error;
    }
  }
}

async function pages(
  requester: Requester,
  resource: Resource,
  listing: Listing,
  limits: Pick<ApiRequest, "signal" | "timeoutMs">,
): Promise<List> {
  const items: KubeObject[] = [];
  let next: string | undefined;
  let resourceVersion = "";
  do {
    const answer = await requester.json({
      ...collectionRequest(resource, listing, "PartialObjectMetadataList"),
      query: { ...selectors(listing), limit: pageSize, continue: next },
      ...limits,
    });
    const page = isData(answer) ? answer : {};
    const metadata: Data = isData(page.metadata) ? page.metadata : {};
    for (const item of Array.isArray(page.items) ? page.items : []) {
      items.push(named(item, listing));
    }
    resourceVersion = String(metadata.resourceVersion ?? "");
    next = typeof metadata.continue === "string" ? metadata.continue : undefined;
  } while (next);
  return { items, resourceVersion };
}

/** The request for a collection; `shape` is asked for where only metadata is wanted. */
export function collectionRequest(
  resource: Resource,
  listing: Listing,
  shape: "PartialObjectMetadata" | "PartialObjectMetadataList",
): Pick<ApiRequest, "method" | "path" | "accept"> {
  return {
    method: "GET",
    path: collectionPath(resource, listing.namespace),
    ...(listing.metadataOnly && { accept: metadataAccept(shape) }),
  };
}

/** The selectors of a listing as the API spells them. */
export function selectors({ labels, fields }: Listing) {
  return { labelSelector: labels, fieldSelector: fields };
}

/** Items of a list come without their kind, and metadata comes as a kind of its own: both get their real one. */
export function named(
  item: KubeObject,
  { apiVersion = item.apiVersion, kind = item.kind }: { apiVersion?: string; kind?: string },
): KubeObject {
  return item.kind === kind && item.apiVersion === apiVersion
    ? item
    : { ...item, apiVersion, kind };
}
