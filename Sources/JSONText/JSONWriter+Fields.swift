/// Members of an object: a key and its value.
extension JSONWriter {
    @inlinable
    public mutating func field(_ key: StaticString, _ value: some JSONWritable) {
        self.key(key)
        value.write(to: &self)
    }

    /// Writes nothing at all when there is no value.
    @inlinable
    public mutating func field(_ key: StaticString, optional value: (some JSONWritable)?) {
        if let value { field(key, value) }
    }

    /// Writes `null` when there is no value.
    @inlinable
    public mutating func field(_ key: StaticString, orNull value: (some JSONWritable)?) {
        if let value {
            field(key, value)
        } else {
            self.key(key)
            null()
        }
    }

    @inlinable
    public mutating func field(_ key: StaticString, array elements: some Sequence<some JSONWritable>) {
        self.key(key)
        array { json in
            for element in elements { element.write(to: &json) }
        }
    }

    @inlinable
    public mutating func object(_ key: StaticString, _ body: (inout JSONWriter) -> Void) {
        self.key(key)
        object(body)
    }

    @inlinable
    public mutating func array(_ key: StaticString, _ body: (inout JSONWriter) -> Void) {
        self.key(key)
        array(body)
    }

    /// A member whose key is data.
    @inlinable
    public mutating func dynamicField(_ key: String, _ value: some JSONWritable) {
        dynamicKey(key)
        value.write(to: &self)
    }

    /// A member whose key is data and whose value is an object.
    @inlinable
    public mutating func dynamicObject(_ key: String, _ body: (inout JSONWriter) -> Void) {
        dynamicKey(key)
        object(body)
    }

    /// A member whose key is data and whose value is an array.
    @inlinable
    public mutating func dynamicArray(_ key: String, _ body: (inout JSONWriter) -> Void) {
        dynamicKey(key)
        array(body)
    }
}
