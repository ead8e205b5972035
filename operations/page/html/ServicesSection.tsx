import type { ExportList } from "../model/exportedServices";
import { Badge, DataTable, Section } from "./elements";

/** Exported Services, each with its mirrors, and entries of `exports` that export nothing. */
export function ServicesSection({ list: { services, more } }: { list: ExportList }) {
    return (
        <Section id="services" title="Exported Services and mirrors">
            {services.length === 0 ? (
                <p>No cluster that answered exports a Service.</p>
            ) : (
                <DataTable
                    caption="Exported Services and where they are mirrored"
                    head={["Service", "Of", "Ports", "Pods", "Mirrors"]}
                    rows={services.map(({ service, cluster, ports, hasPods, trouble, mirrors }) => [
                        service,
                        cluster,
                        ports,
                        <>
                            <Badge state={hasPods ? "ok" : "error"}>
                                {hasPods ? "Ready" : "None"}
                            </Badge>
                            {trouble !== undefined && ` ${trouble}`}
                        </>,
                        mirrors.length === 0 ? (
                            "no cluster has a link to it"
                        ) : (
                            <ul class="plain">
                                {mirrors.map((mirror) => (
                                    <li>
                                        <Badge state={mirror.state} /> {mirror.cluster}:{" "}
                                        {mirror.name}, {mirror.note}
                                    </li>
                                ))}
                            </ul>
                        ),
                    ])}
                />
            )}
            {more > 0 && <p>{`${more} more are not shown.`}</p>}
        </Section>
    );
}
