// How invocations are numbered; twin of `workgroups_for` in src/kernel/mod.rs.
const WORKGROUP = 64u;
const ROW_OF_WORKGROUPS = 4096u;

// The number of an invocation among all, for kernels that own one item an invocation.
fn item_index(workgroup: vec3<u32>, local: u32) -> u32 {
    return (workgroup.y * ROW_OF_WORKGROUPS + workgroup.x) * WORKGROUP + local;
}
