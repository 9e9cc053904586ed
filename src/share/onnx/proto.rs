//! The messages of `onnx.proto` that are written, with the numbers of their fields there.

use prost::Message;

/// `AttributeProto.AttributeType` of a whole number.
const INT: i32 = 2;
/// The same of a text.
const STRING: i32 = 3;
/// The same of a list of whole numbers.
const INTS: i32 = 7;
/// `TensorProto.DataType` of 32-bit floats.
const FLOAT: i32 = 1;
/// The same of 64-bit whole numbers.
const INT64: i32 = 7;

/// `ModelProto`.
#[derive(Clone, PartialEq, Message)]
pub struct Model {
    #[prost(int64, tag = "1")]
    pub ir_version: i64,
    #[prost(string, tag = "2")]
    pub producer_name: String,
    #[prost(string, tag = "3")]
    pub producer_version: String,
    #[prost(string, tag = "6")]
    pub doc_string: String,
    #[prost(message, optional, tag = "7")]
    pub graph: Option<Graph>,
    #[prost(message, repeated, tag = "8")]
    pub opset_import: Vec<OperatorSet>,
    #[prost(message, repeated, tag = "14")]
    pub metadata: Vec<Entry>,
}

/// `OperatorSetIdProto`; without a domain it is the standard's.
#[derive(Clone, PartialEq, Message)]
pub struct OperatorSet {
    #[prost(int64, tag = "2")]
    pub version: i64,
}

/// `StringStringEntryProto`.
#[derive(Clone, PartialEq, Message)]
pub struct Entry {
    #[prost(string, tag = "1")]
    pub key: String,
    #[prost(string, tag = "2")]
    pub value: String,
}

/// `GraphProto`.
#[derive(Clone, PartialEq, Message)]
pub struct Graph {
    #[prost(message, repeated, tag = "1")]
    pub nodes: Vec<Node>,
    #[prost(string, tag = "2")]
    pub name: String,
    #[prost(message, repeated, tag = "5")]
    pub constants: Vec<Tensor>,
    #[prost(message, repeated, tag = "11")]
    pub inputs: Vec<Value>,
    #[prost(message, repeated, tag = "12")]
    pub outputs: Vec<Value>,
}

/// `NodeProto`.
#[derive(Clone, PartialEq, Message)]
pub struct Node {
    #[prost(string, repeated, tag = "1")]
    pub inputs: Vec<String>,
    #[prost(string, repeated, tag = "2")]
    pub outputs: Vec<String>,
    #[prost(string, tag = "4")]
    pub operator: String,
    #[prost(message, repeated, tag = "5")]
    pub attributes: Vec<Attribute>,
}

/// `AttributeProto`.
#[derive(Clone, PartialEq, Message)]
pub struct Attribute {
    #[prost(string, tag = "1")]
    pub name: String,
    #[prost(int64, optional, tag = "3")]
    pub int: Option<i64>,
    #[prost(bytes = "vec", optional, tag = "4")]
    pub text: Option<Vec<u8>>,
    #[prost(int64, repeated, packed = "false", tag = "8")]
    pub ints: Vec<i64>,
    #[prost(int32, tag = "20")]
    pub kind: i32,
}

/// `TensorProto`.
#[derive(Clone, PartialEq, Message)]
pub struct Tensor {
    #[prost(int64, repeated, packed = "false", tag = "1")]
    pub lengths: Vec<i64>,
    #[prost(int32, tag = "2")]
    pub kind: i32,
    #[prost(string, tag = "8")]
    pub name: String,
    /// Little-endian, row by row.
    #[prost(bytes = "vec", tag = "9")]
    pub data: Vec<u8>,
}

/// `ValueInfoProto`.
#[derive(Clone, PartialEq, Message)]
pub struct Value {
    #[prost(string, tag = "1")]
    pub name: String,
    #[prost(message, optional, tag = "2")]
    pub kind: Option<Type>,
}

/// `TypeProto` of a tensor.
#[derive(Clone, PartialEq, Message)]
pub struct Type {
    #[prost(message, optional, tag = "1")]
    pub tensor: Option<TensorType>,
}

/// `TypeProto.Tensor`.
#[derive(Clone, PartialEq, Message)]
pub struct TensorType {
    #[prost(int32, tag = "1")]
    pub kind: i32,
    #[prost(message, optional, tag = "2")]
    pub shape: Option<Lengths>,
}

/// `TensorShapeProto`.
#[derive(Clone, PartialEq, Message)]
pub struct Lengths {
    #[prost(message, repeated, tag = "1")]
    pub axes: Vec<Axis>,
}

/// `TensorShapeProto.Dimension`: a length, or the name of one that is free.
#[derive(Clone, PartialEq, Message)]
pub struct Axis {
    #[prost(int64, optional, tag = "1")]
    pub length: Option<i64>,
    #[prost(string, optional, tag = "2")]
    pub name: Option<String>,
}

impl Attribute {
    /// A whole number.
    pub fn of_int(name: &str, int: i64) -> Self {
        Self { name: name.to_owned(), int: Some(int), kind: INT, ..Self::default() }
    }

    /// A list of whole numbers.
    pub fn of_ints<const N: usize>(name: &str, ints: [u32; N]) -> Self {
        Self { name: name.to_owned(), ints: ints.map(i64::from).to_vec(), kind: INTS, ..Self::default() }
    }

    /// A text.
    pub fn of_text(name: &str, text: &str) -> Self {
        Self { name: name.to_owned(), text: Some(text.into()), kind: STRING, ..Self::default() }
    }
}

impl Tensor {
    /// Floats.
    pub fn floats(name: &str, shape: &[usize], values: &[f32]) -> Self {
        Self {
            lengths: shape.iter().map(|length| *length as i64).collect(),
            kind: FLOAT,
            name: name.to_owned(),
            data: values.iter().flat_map(|value| value.to_le_bytes()).collect(),
        }
    }

    /// A list of whole numbers.
    pub fn ints(name: &str, values: &[i64]) -> Self {
        Self {
            lengths: vec![values.len() as i64],
            kind: INT64,
            name: name.to_owned(),
            data: values.iter().flat_map(|value| value.to_le_bytes()).collect(),
        }
    }
}

impl Value {
    /// Floats `[N, …]`, `N` free.
    pub fn batch(name: &str, lengths: &[u32]) -> Self {
        let batch = Axis { length: None, name: Some("N".to_owned()) };
        let axis = |length: &u32| Axis { length: Some(i64::from(*length)), name: None };
        let axes = std::iter::once(batch).chain(lengths.iter().map(axis)).collect();
        let tensor = TensorType { kind: FLOAT, shape: Some(Lengths { axes }) };
        Self { name: name.to_owned(), kind: Some(Type { tensor: Some(tensor) }) }
    }
}
