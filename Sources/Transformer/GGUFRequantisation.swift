extension GGUFReader {
  /// The same file with its matrices in another type.
  ///
  /// Metadata stay, but for the two keys that tell the type. Norms and biases stay F32. A matrix
  /// whose rows do not divide into the type's blocks takes ``GGUFTensorType/fitting(columns:)``. At
  /// four bits the output matrix, which may be the embedding, takes Q6_K, as llama.cpp does: every
  /// token's number is one of its rows. A tensor that has its type already keeps its bytes.
  ///
  /// - Parameter type: How matrices are stored.
  /// - Returns: A writer that reads and rounds one tensor after another while it writes.
  /// - Throws: ``GGUFError/unwritable(name:reason:)`` for a name that is too long.
  public func requantised(to type: GGUFTensorType) throws(GGUFError) -> GGUFWriter {
    let changed = [
      GGUFField("general.file_type", .uint32(type.fileType)),
      GGUFField("general.quantization_version", .uint32(2)),
    ]
    let kept = metadata.filter { field in !changed.contains { $0.key == field.key } }
    var writer = GGUFWriter(metadata: kept + changed)
    let output =
      tensor(named: TensorName.output) == nil ? TensorName.tokenEmbedding : TensorName.output
    for tensor in tensors {
      var wanted = tensor.name == output && type.isFourBit ? .q6_K : type
      wanted = tensor.dimensions.count == 1 ? .f32 : wanted.fitting(columns: tensor.columns)
      let stored = wanted
      try writer.add(tensor.name, dimensions: tensor.dimensions, stored: stored) {
        stored == tensor.type
          ? Array(data(of: tensor)) : GGUFWriter.data(floats(of: tensor), stored)
      }
    }
    return writer
  }
}
