import { Button, CloseButton, Group, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { isRiskBand, RISK_BAND_WORDS, RISK_BANDS } from "@/config/bands";
import { OrgUnitSelect } from "./org-unit-select";
import { isNarrowed, type PeopleSearch, type SearchChange } from "./search";
import { texts } from "./texts";

interface PeopleFiltersProps {
  search: PeopleSearch;
  onChange: (part: SearchChange) => void;
  onReset: () => void;
}

/** Search and filters; the address holds them, so a view can be shared and gone back to. */
export function PeopleFilters({ search, onChange, onReset }: PeopleFiltersProps) {
  const hasFilters = isNarrowed(search) || search.status !== undefined;
  return (
    <Group gap="sm" role="search">
      <TextSearch value={search.q ?? ""} onChange={(q) => onChange({ q: q || undefined })} />
      <Select
        aria-label={texts.status}
        data={[
          { value: "active", label: texts.active },
          { value: "left", label: texts.left },
          { value: "all", label: texts.all },
        ]}
        value={search.status ?? "active"}
        onChange={(value) => onChange({ status: value === "left" || value === "all" ? value : undefined })}
        allowDeselect={false}
        w={130}
      />
      <Select
        aria-label={texts.band}
        placeholder={texts.anyBand}
        data={RISK_BANDS.map((band) => ({ value: band, label: RISK_BAND_WORDS[band] }))}
        value={search.risk_band ?? null}
        onChange={(value) => onChange({ risk_band: isRiskBand(value) ? value : undefined })}
        clearable
        clearButtonProps={{ "aria-label": texts.anyBand }}
        w={140}
      />
      <OrgUnitSelect value={search.org_unit_id} onChange={(id) => onChange({ org_unit_id: id })} />
      {hasFilters ? (
        <Button variant="subtle" size="compact-sm" onClick={onReset}>
          {texts.reset}
        </Button>
      ) : null}
    </Group>
  );
}

interface TextSearchProps {
  value: string;
  onChange: (value: string) => void;
}

function TextSearch({ value, onChange }: TextSearchProps) {
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  if (value !== known) {
    // The address changed (back, forward, a link); what is being typed stays as it is.
    setKnown(value);
    if (value !== text.trim()) setText(value);
  }
  const send = useDebouncedCallback((next: string) => onChange(next.trim()), 300);
  const change = (next: string) => {
    setText(next);
    send(next);
  };
  return (
    <TextInput
      aria-label={texts.search}
      placeholder={texts.search}
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={text ? <CloseButton size="sm" aria-label={texts.clearSearch} onClick={() => change("")} /> : null}
      w={{ base: "100%", xs: 240 }}
    />
  );
}
