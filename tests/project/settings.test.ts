import { expect, it } from "vitest";
import { commonSettings } from "../../src/project/common-settings.ts";
import { testSettingKeys } from "../../src/project/data-tests.ts";
import { settingAliases, settingSchemas, testSettingSchemas } from "../../src/project/schemas/settings.ts";
import { settingNames } from "../../src/project/settings.ts";

it("reads every setting that the schemas know, and no other", () => {
  expect([...settingNames].sort()).toEqual(
    [...Object.keys(settingSchemas), ...Object.keys(settingAliases)].sort(),
  );
  expect([...testSettingKeys].sort()).toEqual(Object.keys(testSettingSchemas).sort());
});

it("takes no setting for right that its schema refuses", () => {
  for (const [key, values] of Object.entries(commonSettings)) {
    const schema = settingSchemas[key as keyof typeof settingSchemas];
    const examples = values === "text" ? ["x", ""] : values === "flag" ? [true, false] : values;
    for (const value of examples)
      expect([key, value, schema.safeParse(value).success]).toEqual([key, value, true]);
  }
});
