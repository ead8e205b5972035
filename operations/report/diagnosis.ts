import type { MeshView } from "../view/meshView";
import type { DoctorReport } from "./doctorReport";

/** What every layer says of a mesh, and what was seen of it. */
export interface Diagnosis {
    readonly report: DoctorReport;
    /** Absent where the configuration has mistakes. */
    readonly view?: MeshView;
}
