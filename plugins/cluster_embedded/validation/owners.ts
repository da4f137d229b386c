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
        invalidOwner(path, ownerText(owner), "/v1, Kind=Event is disallowed from being an owner"),
      );
    }
    if (owner.controller !== true) return;
    if (controller === undefined) controller = owner;
    else {
      errors.push(invalidOwner(
        path,
        `[${owners.map(ownerText).join(",")}]`,
        `Only one reference can have Controller set to true. Found "true" in references for ${controller.kind}/${controller.name} and ${owner.kind}/${owner.name}`,
      ));
    }
  });
  return errors;
}

/** The references stand in the message as JSON, their fields in Go's order. */
function invalidOwner(field: string, shown: string, detail: string): FieldError {
  return { reason: "FieldValueInvalid", field, message: `Invalid value: ${shown}: ${detail}` };
}

function ownerText(owner: Tree): string {
  const { apiVersion = "", kind = "", name = "", uid = "", controller, blockOwnerDeletion } = owner;
  return JSON.stringify({ apiVersion, kind, name, uid, controller, blockOwnerDeletion });
}
