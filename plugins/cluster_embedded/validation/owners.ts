import { type FieldError, invalidValue } from "../errors/field_error.ts";
import { textAt, type Tree } from "../json/tree.ts";

export function validateOwners(owners: readonly Tree[]): FieldError[] {
  const errors: FieldError[] = [];
  let controller: Tree | undefined;
  owners.forEach((owner) => {
    const path = "metadata.ownerReferences";
    const [group, version] = textAt(owner, "apiVersion").includes("/")
      ? textAt(owner, "apiVersion").split("/")
      : ["", textAt(owner, "apiVersion")];
    if (version === "") {
      errors.push(
        invalidValue(`${path}.apiVersion`, owner.apiVersion ?? "", "version must not be empty"),
      );
    }
    if (textAt(owner, "kind") === "") {
      errors.push(invalidValue(`${path}.kind`, "", "must not be empty"));
    }
    if (textAt(owner, "name") === "") {
      errors.push(invalidValue(`${path}.name`, "", "must not be empty"));
    }
    if (textAt(owner, "uid") === "") {
      errors.push(invalidValue(`${path}.uid`, "", "must not be empty"));
    }
    if (group === "" && version === "v1" && owner.kind === "Event") {
      errors.push(
        invalidValue(path, ownerText(owner), `/v1, Kind=Event is disallowed from being an owner`),
      );
    }
    if (owner.controller !== true) return;
    if (controller === undefined) controller = owner;
    else {
      errors.push(invalidValue(
        path,
        owners.map(ownerText),
        `Only one reference can have Controller set to true. Found "true" in references for ${controller.name} and ${owner.name}`,
      ));
    }
  });
  return errors;
}

function ownerText(owner: Tree): Tree {
  return { APIVersion: owner.apiVersion, Kind: owner.kind, Name: owner.name, UID: owner.uid };
}
